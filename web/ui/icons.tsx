// Icons by what they mean, never by what they show (PORTAL.md section 10). A meaning has one icon.

import type { Icon as Drawing } from '@tabler/icons-react'
import {
  IconAlertCircle,
  IconAlertTriangle,
  IconAnchor,
  IconArrowBigUpLine,
  IconArrowDownLeft,
  IconArrowsRightLeft,
  IconArrowUpRight,
  IconBell,
  IconChartLine,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconCircleCheck,
  IconClockHour4,
  IconCode,
  IconCopy,
  IconDeviceDesktop,
  IconDeviceLaptop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconDots,
  IconDownload,
  IconEye,
  IconFingerprint,
  IconHelp,
  IconHistory,
  IconId,
  IconInfoCircle,
  IconKey,
  IconKeyboard,
  IconLayoutDashboard,
  IconListNumbers,
  IconLock,
  IconLockOpen,
  IconLogin2,
  IconLogout,
  IconMail,
  IconMapPin,
  IconMessage,
  IconMinus,
  IconPassword,
  IconPrinter,
  IconSettings,
  IconSnowflake,
  IconUserCircle,
  IconX,
} from '@tabler/icons-react'
import type { ReactElement } from 'react'
import { classNames } from './class-names.ts'

export type IconProps = { readonly size?: 's' | 'm' | 'l' }
export type Icon = (props: IconProps) => ReactElement

function meaning(Drawn: Drawing): Icon {
  return function MeaningIcon({ size }: IconProps) {
    return <Drawn className={classNames('icon', size !== 'm' && size)} aria-hidden="true" focusable="false" />
  }
}

export const KeyIcon = /* @__PURE__ */ meaning(IconKey)
export const PasskeyIcon = /* @__PURE__ */ meaning(IconFingerprint)
export const AuthenticatorIcon = /* @__PURE__ */ meaning(IconDeviceMobile)
export const BackupCodesIcon = /* @__PURE__ */ meaning(IconListNumbers)
export const MailIcon = /* @__PURE__ */ meaning(IconMail)
export const SmsIcon = /* @__PURE__ */ meaning(IconMessage)
export const PinIcon = /* @__PURE__ */ meaning(IconId)
export const PasswordIcon = /* @__PURE__ */ meaning(IconPassword)
export const LockIcon = /* @__PURE__ */ meaning(IconLock)
export const LockOpenIcon = /* @__PURE__ */ meaning(IconLockOpen)
export const WaitIcon = /* @__PURE__ */ meaning(IconClockHour4)
export const FreezeIcon = /* @__PURE__ */ meaning(IconSnowflake)
export const HoldsIcon = /* @__PURE__ */ meaning(IconAnchor)
export const SignInIcon = /* @__PURE__ */ meaning(IconLogin2)
export const SignOutIcon = /* @__PURE__ */ meaning(IconLogout)
export const AddressIcon = /* @__PURE__ */ meaning(IconMapPin)
export const LookedAtIcon = /* @__PURE__ */ meaning(IconEye)
export const SafeIcon = /* @__PURE__ */ meaning(IconCheck)
export const PassedIcon = /* @__PURE__ */ meaning(IconCircleCheck)
export const AttentionIcon = /* @__PURE__ */ meaning(IconAlertCircle)
export const DangerIcon = /* @__PURE__ */ meaning(IconAlertTriangle)
export const OffIcon = /* @__PURE__ */ meaning(IconMinus)
export const InfoIcon = /* @__PURE__ */ meaning(IconInfoCircle)
export const AccountIcon = /* @__PURE__ */ meaning(IconUserCircle)
export const DashboardIcon = /* @__PURE__ */ meaning(IconLayoutDashboard)
export const FundingIcon = /* @__PURE__ */ meaning(IconArrowsRightLeft)
export const TradeIcon = /* @__PURE__ */ meaning(IconChartLine)
export const MoreIcon = /* @__PURE__ */ meaning(IconDots)
export const SettingsIcon = /* @__PURE__ */ meaning(IconSettings)
export const HelpIcon = /* @__PURE__ */ meaning(IconHelp)
export const WithdrawIcon = /* @__PURE__ */ meaning(IconArrowUpRight)
export const DepositIcon = /* @__PURE__ */ meaning(IconArrowDownLeft)
export const ApiKeyIcon = /* @__PURE__ */ meaning(IconCode)
export const ActivityIcon = /* @__PURE__ */ meaning(IconHistory)
export const NoticeIcon = /* @__PURE__ */ meaning(IconBell)
export const OnwardIcon = /* @__PURE__ */ meaning(IconChevronRight)
export const OpenIcon = /* @__PURE__ */ meaning(IconChevronDown)
export const CloseIcon = /* @__PURE__ */ meaning(IconX)
export const CopyIcon = /* @__PURE__ */ meaning(IconCopy)
export const PrintIcon = /* @__PURE__ */ meaning(IconPrinter)
export const DownloadIcon = /* @__PURE__ */ meaning(IconDownload)
export const CapsLockIcon = /* @__PURE__ */ meaning(IconArrowBigUpLine)
export const KeyboardIcon = /* @__PURE__ */ meaning(IconKeyboard)
export const DesktopIcon = /* @__PURE__ */ meaning(IconDeviceDesktop)
export const LaptopIcon = /* @__PURE__ */ meaning(IconDeviceLaptop)
export const TabletIcon = /* @__PURE__ */ meaning(IconDeviceTablet)
export const PhoneIcon = /* @__PURE__ */ meaning(IconDeviceMobile)
